"""python -m training: makes the family, exports, checks and measures it. What is done already is not done again."""

import argparse
import json
import pathlib

import torch

from .measure import measure
from .publish import export_family, publish
from .recipe import Work, make_family, prepare
from .settings import FULL, MINIATURE

HERE = pathlib.Path(__file__).parent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for everything that is made, outside the repository")
    parser.add_argument("--novels", type=pathlib.Path, help="folder of .txt files; two are held out (see README.md)")
    parser.add_argument("--from-published", type=pathlib.Path, help="a shipped family: its pretrained stage is kept, fine-tuning starts there")
    parser.add_argument("--miniature", action="store_true", help="the whole recipe on the tiny text in miniature/, in a minute")
    parser.add_argument("--publish", type=pathlib.Path, help="folder that gets the models and their cards, such as media/models")
    parser.add_argument("--measure", type=pathlib.Path, help="only measure this exported model, and print the result")
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    if not given.miniature and not given.novels:
        parser.error("--novels is needed, or --miniature")
    novels = HERE / "miniature" if given.miniature else given.novels
    work = Work(given.work, novels, given.from_published, MINIATURE if given.miniature else FULL)
    if given.measure:
        prepare(work)
        print(json.dumps(measure(work, given.measure), indent=1))
        return
    make_family(work)
    export_family(work)
    if given.publish:
        publish(work, given.publish)


if __name__ == "__main__":
    main()
