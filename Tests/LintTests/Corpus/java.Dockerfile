FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /app
ADD pom.xml .
ADD src ./src
RUN mvn -B package

FROM eclipse-temurin:21
COPY --from=build /app/target/*.jar app.jar
EXPOSE 8080
ENTRYPOINT java -jar app.jar
