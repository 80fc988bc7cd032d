FROM python:latest
ADD . /code
RUN cd /code && pip install -r requirements.txt
RUN pip install gunicorn flask
ENV SECRET_KEY=abcdef
CMD gunicorn app:app
