"""Named misunderstandings: a catalogue, and one small function for each that finds it."""
