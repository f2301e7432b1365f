"""What the guided screen of ``cockpit init`` is drawn with."""
