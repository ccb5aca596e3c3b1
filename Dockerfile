# One image for every part of Airflow; docker-compose.yml says which container is which part.
# Base image and package index are arguments.
ARG PYTHON_IMAGE=python:3.11-slim

FROM ${PYTHON_IMAGE} AS packages
# only in this stage: the address of an index may hold a password, and a final stage shows its own
ARG PIP_INDEX_URL
COPY requirements.txt /build/requirements.txt
# --no-deps: the file names every package, and older pips stumble over extras among the hashes
RUN python -m venv /opt/venv \
 && /opt/venv/bin/python -m pip install --disable-pip-version-check \
    --only-binary=:all: --no-deps --require-hashes -r /build/requirements.txt

FROM ${PYTHON_IMAGE}
# new volumes take over the owner of the folder on which they are mounted
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /warehouse warehouse \
 && install --directory --owner=warehouse --group=warehouse --mode=0700 \
    /warehouse /warehouse/landing /warehouse/outbox /warehouse/broker
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY pyproject.toml ./
COPY ingestion ingestion/
COPY runtime runtime/
COPY dags dags/
COPY dbt_project dbt_project/
ENV PATH=/opt/venv/bin:${PATH} \
    PYTHONUNBUFFERED=1 \
    HOME=/warehouse \
    WAREHOUSE_STATE=/warehouse
USER warehouse
CMD ["python", "-m", "runtime", "help"]
