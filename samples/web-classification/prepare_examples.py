from typing import Dict, List

from promptflow.core import tool

EXAMPLES: List[Dict[str, str]] = [
    {
        "url": "https://store.steampowered.com/app/620/Portal_2/",
        "summary": "A puzzle game in which the player solves rooms with a device that opens portals.",
        "category": "App",
        "evidence": "Both",
    },
    {
        "url": "https://www.jstor.org/stable/2251299",
        "summary": "The first page of a journal article from 1950 on whether machines can think.",
        "category": "Academic",
        "evidence": "Text content",
    },
    {
        "url": "https://www.youtube.com/@NASA",
        "summary": "",
        "category": "Channel",
        "evidence": "URL",
    },
]


@tool
def prepare_examples() -> List[Dict[str, str]]:
    """Pages with their categories, which show the model what is asked of it."""
    return EXAMPLES
