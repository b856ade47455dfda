"""What the grammar knows about one topic of a conversation, which is also a code that can be given."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    """Templates of the grammar; {slot} draws from slots.py.

    `names` are what a codebook may call it, the first being the plain one. `definition` and `cues` are what definitions, reasons and
    decision rules are made of. `statements` are said by a client; those in `held_out` serve measuring alone and never
    training.
    """

    names: tuple[str, ...]
    definition: str
    cues: tuple[str, ...]
    questions: tuple[str, ...]
    statements: tuple[str, ...]
    held_out: tuple[str, ...]
    reflections: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]
