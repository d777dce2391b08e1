"""Makes what people read: templates, phrases, keyboards. It knows neither rules nor Telegram."""

LOCALES = ("zh", "en")
