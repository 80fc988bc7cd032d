# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
# hadolint shell=powershell
RUN Get-Process | Stop-Process
SHELL ["powershell", "-Command"]
RUN Invoke-WebRequest x -OutFile y; `
    Expand-Archive y
WORKDIR C:/app
COPY a C:/app/
COPY a app
