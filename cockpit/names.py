"""Names of files that two modules need: one of them before anything is imported.

Plain strings and nothing else; :mod:`cockpit.paths` makes paths of them.
"""

CONFIG = "cockpit.toml"
STATE = ".cockpit"
"""The folder inside a workspace that is ours."""
LAST_SNAPSHOT = "last.txt"
