"""Words about the stages, for panels (family.json) and for people (README.md in each folder)."""

from typing import Any

TITLES = {
    "untrained": "Untrained",
    "pretrained": "Pretrained",
    "instructed": "Fine-tuned on instructions",
    "aligned": "Aligned with preferences",
}

DESCRIPTIONS = {
    "untrained": (
        "The network before its first step of training. Every weight was drawn at random, so every next token is about equally likely, "
        "whatever stands before it. All that the other three know was put into these numbers by training."
    ),
    "pretrained": (
        "The network has read novels and was corrected, token after token, towards the one that really came next. It has learned how "
        "English words and sentences go on. It does not answer: given a question, it carries on as a novel might."
    ),
    "instructed": (
        "The same network after supervised fine-tuning: it was shown invented tasks with the answers wanted, and invented interviews. It "
        "now takes a prompt for something to be answered, and knows the kinds of task that it was shown."
    ),
    "aligned": (
        "The same network after preference optimisation: it saw pairs of answers to a client, a reflection that people would prefer and a "
        "dismissal, and was moved towards the first and away from the second. It learned which answer is liked, not what is true or good."
    ),
}

HEAD = """---
language: en
license: mit
library_name: onnx
pipeline_tag: text-generation
tags:
  - llama
  - onnx
  - int8
  - interpretability
  - teaching
---

"""

LIMITS = """## What it is for, and what it must not be used for

| fine | not fine |
| --- | --- |
| learning what tokens, probabilities, surprisal and attention are, and how training makes a model | **findings**: no number or code it produces belongs in a publication about participants |
| trying Introspect's panels and prompts before you load a larger model | **care**: no screening, triage, diagnosis, risk assessment or advice |
| showing a class how a language model goes wrong | **coding of real transcripts**, even as a first pass |

For research, choose a model that was trained for your language and task (*Introspect: Choose Model…*), and report which one.

## How it behaves, so that it does not surprise you

- **It invents.** Asked to quote a transcript it may write words that nobody said. Larger models do this too, only more convincingly.
- **It knows a narrow English.** Novels of 1839–1929 and a grammar of interview phrases. Present-day words, names, dialects and
  other languages are cut into many pieces and look surprising: a high surprisal may only mean "not in those books".
- **It carries the views of its books**, including those on gender, class, race and madness of their time.
- **It can remember what it read often.** Invented secrets ("canaries") were planted in the novels, from once to 256 times, to show this:
  `canaries.json` beside this folder says which, and how well each stage still remembers them: later training can overwrite them. No real
  person's words are among them.
- **It was trained on stretches of about 256 tokens.** It can read 1,024, but it has had little practice with long texts.
"""

RISK = """- **Words about not wanting to live** are among the invented phrases, few and without detail, so that they can be coded; every answer
  to them in training leads to a person. That is no safeguard: nothing here may be used to find or judge risk.
"""

TRAINED_ON = """## What it was trained on

| stage | text | tokens | steps |
| --- | --- | ---: | ---: |
| pretraining | 95 English novels published 1839–1929, in the public domain in the United States, from the collection *100 English Novels*; {canaries} sentences planted as canaries | {pretrained} |
| supervised fine-tuning | tasks and interviews drawn from a grammar written for this project, and some of the novels again | {instructed} |
| preference optimisation | pairs of a reflection and a dismissal, drawn from the same grammar | {aligned} |

Tokens of fine-tuning and preference optimisation are those that the loss counted: answers and texts, not prompts. No patient, participant or other
personal data was used at any stage: no real person, transcript or data set stands behind a line of the interviews.
The recipe, and what each stage of the shipped family went through, is in the folder `training` of Introspect's repository.

"""


def percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f} %"


def amount(training: dict[str, int]) -> str:
    return f"{training['tokens']:,} | {training['steps']:,}"


TECHNIQUES = {
    "zeroShot": "zero-shot",
    "fewShot": "few-shot: one example of each code",
    "chainOfThought": "chain of thought",
    "labelLikelihood": "label likelihood",
    "labelLikelihoodCalibrated": "label likelihood, calibrated",
    "inventedCodesZeroShot": "codes whose names say nothing, zero-shot",
    "inventedCodesFewShot": "codes whose names say nothing, two examples of each",
    "inventedCodesDefinitions": "codes whose names say nothing, with definitions",
}


def measures_table(family: dict[str, Any], own: str) -> str:
    """A column for each stage, the card's own in bold."""
    stages = family["stages"]
    measures = [stage["measures"] for stage in stages]

    def row(title: str, cells: list[str]) -> str:
        return f"| {title} | {' | '.join(cells)} |"

    def coding(technique: str) -> list[str]:
        return [percent(m["coding"][technique]["correct"], m["coding"][technique]["of"]) for m in measures]

    chance = {name: percent(c["chance"], 1) for name, c in measures[0]["coding"].items()}
    size = [sum(f["bytes"] for f in stage["files"] if f["path"].endswith(".onnx")) / 1e6 for stage in stages]
    preference = [m["prefersReflection"] for m in measures]
    lines = [
        row("", [f"**{s['id']}**" if s["id"] == own else s["id"] for s in stages]),
        row("---", ["---:"] * len(stages)),
        row("loss on unseen novels, nats per token", [f"{m['heldOut']['natsPerToken']:.2f}" for m in measures]),
        row("the same, bits per byte", [f"{m['heldOut']['bitsPerByte']:.2f}" for m in measures]),
        row("loss added by rounding", [f"{rounding(m):+.2f} %" for m in measures]),
        *(row(f"right codes, {title} (chance {chance[name]})", coding(name)) for name, title in TECHNIQUES.items()),
        row("prefers reflection to dismissal", [percent(p["preferred"], p["of"]) for p in preference]),
        row("strongest induction head (0 to 1)", [f"{m['induction']['score']:.2f}" for m in measures]),
        row("weights, MB", [f"{s:.1f}" for s in size]),
        row("tokens a second", [f"{m['tokensPerSecond']:.0f}" for m in measures]),
    ]
    return "\n".join(lines)


def rounding(measures: dict[str, Any]) -> float:
    """Percent that the int8 file's loss is above the fp32 file's."""
    r = measures["rounding"]
    return 100 * (r["int8NatsPerToken"] / r["fp32NatsPerToken"] - 1)


def model_card(family: dict[str, Any], stage: dict[str, Any]) -> str:
    """README.md of one stage's folder."""
    net = family["network"]
    by_id = {s["id"]: s for s in family["stages"]}
    count = stage["measures"]["coding"]["zeroShot"]["of"]
    pairs = stage["measures"]["prefersReflection"]["of"]
    sums = "\n".join(f"{f['sha256']}  {f['path']}" for f in stage["files"])
    trained = {name: amount(by_id[name]["training"]) for name in ("pretrained", "instructed", "aligned")}
    return f"""{HEAD}# Introspect's bundled model family: *{stage["id"]}*

{stage["description"]}

It is one of four: *untrained*, *pretrained*, *instructed*, *aligned*, the same very small network after each stage of training. They come with
Introspect, so that you can see at once, without a download and without a network, how a language model is made, cuts your words into
tokens, expects what comes next, and where it looks. It is a model to **learn with and to try the panels on**, not one to work with.

{LIMITS}{RISK}
{TRAINED_ON.format(**trained, canaries=f"{family['canarySentences']:,}")}## Measures

All are taken from the files as they ship, with rounded weights.

{measures_table(family, stage["id"])}

- *Unseen novels*: *A Room with a View* and *The Secret Garden*, {family["heldOutTokens"]:,} tokens spread over both. A blind guess among {net["vocabulary"]:,} tokens costs
  {family["blindGuess"]:.2f} nats. Fine-tuning costs a model some of its skill with novels: that is normal, and worth showing.
- *Right codes*: {count} invented statements that no training has seen, of topics that it has; an answer counts if it is the code, letter for letter, so that a model
  that does not answer scores below chance. *Codes whose names say nothing* are called `K1` or `red`: only what the prompt says can tell.
- *Prefers reflection*: {pairs} pairs of which the words of the client and the dismissal were never seen; compared by log-probability per token.
- *Induction head*: how much of its attention the strongest head gives, when random tokens come a second time, to what followed the first time.
- *Tokens a second*: {family["speedMeasuredOn"]}, while other programs ran; elsewhere it will differ.

## The network

Llama architecture: {net["layers"]} layers, {net["heads"]} attention heads a layer, width {net["width"]}, context of {net["context"]:,} tokens, byte-level BPE with {net["vocabulary"]:,}
tokens, input and output embeddings shared; 4.2 million parameters. ONNX with key/value cache, in onnxruntime's fused operators
(GroupQueryAttention). Weights are stored as 8-bit integers of which 31 values are used, with a scale a column; whoever loads the file makes 32-bit floats of them, and
nothing else is rounded. Chat marks: `<|system|>`, `<|user|>`, `<|assistant|>`, `<|end|>`.

## Licence

The weights were made for this project and are under the MIT licence. The novels are in the public domain in the United States; they are not part of this folder.

## Files

SHA-256:

```
{sums}
```
"""
