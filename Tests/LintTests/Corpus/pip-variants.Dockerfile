FROM python:3.12
RUN pip3 install --no-cache-dir --upgrade pip setuptools wheel
RUN PIP_NO_CACHE_DIR=1 pip install a==1
RUN export PIP_NO_CACHE_DIR=true && pip install a==1
RUN pipx install b && pipenv install c
RUN python3.12 -m pip install -t /opt --no-cache-dir x
RUN pip install --no-cache-dir --find-links https://example.com/w torch==2.0
RUN pip --no-cache-dir install numpy
RUN --mount=type=cache,target=/root/.cache/pip pip install a==2
