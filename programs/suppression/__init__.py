ALL = "*"
