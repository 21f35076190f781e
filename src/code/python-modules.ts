/* Modules that code on MCP Mesh's Python image can import: Python 3.11's own, and what `pip install mcp-mesh` brings. */

const STANDARD_LIBRARY = `
  abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect
  builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall
  concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm
  decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp
  fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip
  hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword
  lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt
  multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib
  pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd
  py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy
  sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd
  sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau
  symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this threading time timeit
  tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata
  unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp
  zipfile zipimport zlib zoneinfo
`;

/** Read from an installation of mcp-mesh 3.6.0 and of 3.8.0, which bring the same modules. */
const PACKAGES = `
  aiofile aiohappyeyeballs aiohttp aiosignal annotated_doc annotated_types anthropic anyio attr attrs authlib
  backports beartype cachetools caio certifi cffi charset_normalizer click cryptography cyclopts dateutil distro
  dns docstring_parser dotenv email_validator exceptiongroup fastapi fastmcp frozenlist google griffe h11
  httpcore httpx httpx_sse idna importlib_metadata jaraco jeepney jinja2 jiter joserfc jsonref jsonschema
  jsonschema_path jsonschema_specifications jwt key_value keyring markdown_it markupsafe mcp mcp_mesh_core mdurl
  mesh more_itertools multidict multipart openai openapi_pydantic opentelemetry orjson packaging pathable
  platformdirs prometheus_client propcache proxytypes pyasn1 pyasn1_modules pycparser pydantic pydantic_core
  pydantic_settings pygments pyperclip python_multipart redis referencing requests rich rich_rst rpds
  secretstorage shellingham six sniffio sse_starlette starlette tenacity tqdm typer typing_extensions
  typing_inspection uncalled_for urllib3 uvicorn watchfiles websockets yaml yarl zipp
`;

/** Names of the top-level modules. */
export const PYTHON_MODULES: ReadonlySet<string> = new Set(
  `__future__ ${STANDARD_LIBRARY} ${PACKAGES}`.split(/\s+/).filter((name) => name !== ''),
);
