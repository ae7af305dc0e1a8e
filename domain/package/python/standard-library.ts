/** Modules that come with Python 3.9 to 3.12 (docs.python.org, "Python Module Index"), those used in flows and their kin. */
const modules = new Set(
  `__future__ abc argparse array ast asyncio atexit base64 bisect builtins bz2 calendar cmath codecs collections colorsys
  concurrent configparser contextlib contextvars copy csv ctypes dataclasses datetime decimal difflib dis email enum errno
  faulthandler filecmp fileinput fnmatch fractions functools gc getpass gettext glob graphlib gzip hashlib heapq hmac html
  http imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox math mimetypes
  mmap multiprocessing numbers operator os pathlib pdb pickle pkgutil platform plistlib pprint profile pstats queue quopri
  random re reprlib resource runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket
  socketserver sqlite3 ssl stat statistics string stringprep struct subprocess symtable sys sysconfig tarfile tempfile
  textwrap threading time timeit token tokenize tomllib trace traceback tracemalloc types typing unicodedata unittest
  urllib uuid venv warnings wave weakref webbrowser wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`.split(
    /\s+/,
  ),
);

/** True for a module that every Python has. */
export const isOfPython = (module: string): boolean => modules.has(module);
