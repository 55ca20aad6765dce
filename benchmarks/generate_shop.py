"""Writes a generated shop as Parquet: `demo` with its planted truth, or `scale` in any size."""

import argparse
from pathlib import Path

from shop_generator.demo_shop import build_demo_shop, write_demo_shop
from shop_generator.scale_shop import write_scale_shop


def parsed_arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    modes = parser.add_subparsers(dest="mode", required=True)
    demo = modes.add_parser("demo", help="the demo shop and its truth")
    demo.add_argument("--out", type=Path, required=True, help="folder of the four inputs")
    demo.add_argument(
        "--truth", type=Path, help="folder of the truth (default: truth/ within --out)"
    )
    demo.add_argument("--seed", type=int, default=20260101)
    scale = modes.add_parser("scale", help="events, items and users in any number")
    scale.add_argument("--out", type=Path, required=True, help="folder of the inputs")
    scale.add_argument("--users", type=int, default=100_000)
    scale.add_argument("--items", type=int, default=20_000)
    scale.add_argument("--events", type=int, default=10_000_000)
    scale.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Generates what was asked for."""
    arguments = parsed_arguments()
    if arguments.mode == "demo":
        truth_folder = arguments.truth or arguments.out / "truth"
        write_demo_shop(build_demo_shop(arguments.seed), arguments.out, truth_folder)
    else:
        write_scale_shop(
            arguments.out, arguments.users, arguments.items, arguments.events, arguments.seed
        )


if __name__ == "__main__":
    main()
