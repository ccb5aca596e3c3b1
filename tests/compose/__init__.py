"""docker-compose.yml and Dockerfile, without a container engine."""
