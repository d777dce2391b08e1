FROM python:3.13-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore \
    QINGKONG_DATA_DIR=/data

WORKDIR /app
COPY requirements.txt ./
RUN pip install --quiet --require-hashes --requirement requirements.txt

COPY . .
# What is compiled here is not compiled anew at each start and at each look at the health.
RUN pip install --quiet --no-deps --no-build-isolation --editable . \
    && python -m compileall -q bot handlers messages office storage sandbox \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin qingkong \
    && install --directory --owner=qingkong --group=qingkong --mode=0750 /data

USER qingkong
VOLUME /data
# Healthy means that the last heartbeat in the database is younger than two minutes.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["qingkong", "health"]
ENTRYPOINT ["qingkong"]
CMD ["run"]
