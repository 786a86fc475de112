"""Parts of job files that several tests write; to be formatted, so braces are doubled."""

SOURCE = """
[source]
server = "127.0.0.1,{port}"
database = "OctopusDeploy"
user = "reader"
password = {{ env = "PASSWORD" }}
encrypt = "optional"
trust_server_certificate = true
master_key = {{ env = "MASTER_KEY" }}
older_master_keys = [{{ env = "OLDER_KEY" }}]
"""
