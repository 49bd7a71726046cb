@echo off
rem With NODE_USE_ENV_PROXY, Node.js ends before it runs anything where it can't read a proxy variable. The program that
rem finds such mistakes must start all the same: run.js puts the variable back.
setlocal
if defined NODE_USE_ENV_PROXY set "ALIPROXY_NODE_USE_ENV_PROXY=%NODE_USE_ENV_PROXY%"
set NODE_USE_ENV_PROXY=
node "%~dp0\run.js" %*
