# hadolint ignore=DL3006
FROM debian
