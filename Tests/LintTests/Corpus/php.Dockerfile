FROM php:8.3-fpm
RUN apt-get update && apt-get install -y \
    git \
    zip \
 && docker-php-ext-install pdo_mysql \
 && rm -rf /var/lib/apt/lists/*
RUN curl -sS https://getcomposer.org/installer | php
COPY . /var/www
RUN cd /var/www && php composer.phar install
RUN chown -R www-data:www-data /var/www && chmod -R 777 /var/www/storage
USER www-data
