"""What the screens may know, and the JSON of ``cockpit show``: one definition for both.

Frozen Structs of plain values. ``eq=False`` matters: Textual compares the old and the
new value of a reactive, and comparing big snapshots field by field is work nobody
asked for.
"""
