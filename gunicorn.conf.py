"""What gunicorn reads when it is started in this folder."""

# By default it takes SCRIPT_NAME and PATH_INFO from headers that come over 127.0.0.1, where a reverse proxy may hand on
# whatever a stranger sent. BASE_URL says where the service is mounted.
forwarder_headers = ""

# If an access log is switched on: without query and referrer, since tickets of doors arrive in a query.
access_log_format = '%(h)s %(l)s %(u)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s "%(a)s"'
