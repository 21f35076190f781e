"""Runs the Python of each block in the folder that is given, and compares what came of it with what came of its TypeScript."""
import json
import os
import shutil
import sys
import traceback

folder = os.path.abspath(sys.argv[1])
os.chdir(folder)


def files_in(out):
    files = {}
    for name in sorted(os.listdir(out)):
        with open(os.path.join(out, name)) as file:
            files[name] = file.read()
    shutil.rmtree(out)
    return files


def outcome(n):
    with open(f'{n}.py') as file:
        source = file.read()
    try:
        code = compile(source, f'{n}.py', 'exec')
    except SyntaxError as error:
        return {'untranslated': f'{error.msg}: {error.text}'}
    try:
        exec(code, {'__name__': '__main__'})
    except Exception as error:
        return {'error': str(error), 'trace': traceback.format_exc()}
    return {'files': files_in(f'out/{n}')}


with open('blocks.json') as file:
    blocks = json.load(file)
same, refused, untranslated, wrong = [], [], [], []
for block in blocks:
    n, where = block['n'], block['where']
    with open(f'{n}.json') as file:
        expected = json.load(file)
    found = outcome(n)
    if 'untranslated' in found:
        untranslated.append((where, found['untranslated']))
    elif 'files' in found and found['files'] == expected.get('files'):
        same.append(where)
    elif 'error' in found and expected.get('error', '\0') in found['error']:
        refused.append(where)
    else:
        wrong.append((where, found, expected))

for where, reason in untranslated:
    print(f'  {where}: not Python: {reason.strip()}')
for where, found, expected in wrong:
    print(f'  {where}: {found.get("trace") or "other manifests than from TypeScript"}')
print(f'{len(blocks)} blocks: {len(same)} with the same manifests, {len(refused)} refused alike, '
      f'{len(untranslated)} without a translation, {len(wrong)} wrong')
sys.exit(1 if wrong or untranslated else 0)
