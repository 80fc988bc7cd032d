FROM python:3.12-slim
ENV PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
RUN /opt/venv/bin/pip install flask==3.0.3
RUN python3 -m pip install 'requests>=2,<3' "uvicorn[standard]"
RUN pip install --constraint c.txt django
RUN pip install git+https://github.com/a/b@v1 git+https://github.com/a/c
RUN pip install ./dist/a.whl -e . --index-url https://pypi.example.com/simple foo==1
USER 1000
