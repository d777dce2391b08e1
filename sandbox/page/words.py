"""The words of the page, in both languages."""

from __future__ import annotations

LANGUAGES = ("zh", "en")

WORDS: dict[str, dict[str, str]] = {
    "title": {"zh": "本地电报", "en": "A local Telegram"},
    "everyone": {"zh": "所有人", "en": "Everyone"},
    "me": {"zh": "我是", "en": "I am"},
    "as": {"zh": "身份", "en": "As"},
    "anonymous": {"zh": "匿名管理员", "en": "Anonymous admin"},
    "write": {"zh": "输入消息", "en": "Write a message"},
    "send": {"zh": "发送", "en": "Send"},
    "attach": {"zh": "附件", "en": "Attach"},
    "reply": {"zh": "回复", "en": "Reply"},
    "edit": {"zh": "编辑", "en": "Edit"},
    "cancel": {"zh": "取消", "en": "Cancel"},
    "edited": {"zh": "已编辑", "en": "edited"},
    "pinned": {"zh": "已置顶", "en": "pinned"},
    "forwarded": {"zh": "转发自", "en": "Forwarded from"},
    "back": {"zh": "返回", "en": "Back"},
    "beside": {"zh": "并排打开", "en": "Open beside"},
    "close": {"zh": "关闭", "en": "Close"},
    "start": {"zh": "与机器人私聊", "en": "Start the bot"},
    "empty": {"zh": "还没有消息", "en": "Nothing yet"},
    "choose": {"zh": "请选择一个会话", "en": "Choose a chat"},
    "gone": {"zh": "此群已不存在", "en": "This group is gone"},
    "pause": {"zh": "暂停", "en": "Pause"},
    "hour": {"zh": "+1 小时", "en": "+1 h"},
    "other_language": {"zh": "English", "en": "中文"},
    "offline": {"zh": "连接已断开，正在重连…", "en": "Connection lost, trying again…"},
    "topic": {"zh": "话题", "en": "Topic"},
    "general": {"zh": "综合", "en": "General"},
    "service.new_chat_members": {"zh": "加入了群", "en": "joined the group"},
    "service.left_chat_member": {"zh": "离开了群", "en": "left the group"},
    "service.pinned_message": {"zh": "置顶了", "en": "pinned"},
    "service.migrate_to_chat_id": {"zh": "本群已升级为超级群", "en": "upgraded to a supergroup"},
    "service.migrate_from_chat_id": {"zh": "由普通群升级而来", "en": "upgraded from a group"},
    "service.forum_topic_created": {"zh": "新建话题", "en": "new topic"},
}


def words_in(language: str) -> dict[str, str]:
    return {key: both[language] for key, both in WORDS.items()}
