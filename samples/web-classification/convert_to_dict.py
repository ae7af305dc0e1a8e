import json
from typing import Dict

from promptflow.core import tool

UNKNOWN = {"category": "None", "evidence": "None"}


@tool
def convert_to_dict(answer: str) -> Dict[str, str]:
    """The model's JSON answer as a dictionary; a page that the model gave no readable answer for has no category."""
    try:
        found = json.loads(answer)
    except json.JSONDecodeError:
        print(f"Not JSON: {answer[:200]}")
        return UNKNOWN
    if not isinstance(found, dict):
        return UNKNOWN
    return {key: str(found.get(key) or fallback) for key, fallback in UNKNOWN.items()}
