import requests
from bs4 import BeautifulSoup
from promptflow.core import tool

USER_AGENT = "Mozilla/5.0 (compatible; web-classification)"
MAX_CHARACTERS = 4000


@tool
def fetch_text_content_from_url(url: str) -> str:
    """The readable text of a web page; an empty text if it cannot be fetched, for the URL alone tells much."""
    try:
        response = requests.get(url, headers={"User-Agent": USER_AGENT}, timeout=20)
        response.raise_for_status()
    except requests.RequestException as problem:
        print(f"Could not fetch {url}: {problem}")
        return ""
    page = BeautifulSoup(response.text, "html.parser")
    for element in page(["script", "style", "noscript"]):
        element.decompose()
    return " ".join(page.get_text(" ").split())[:MAX_CHARACTERS]
