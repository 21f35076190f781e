import { SyntaxNode } from '@lezer/common';
import { LoadedScript, ScriptProgram } from './program';
import { append } from '../base/append';
import { childrenOf } from '../source/parsed-file';

/** Says whether a part of a program runs once, as far as the text shows it. */
export class Certainty {
  private known?: Map<string, { loaded: LoadedScript; node: SyntaxNode }[]>;
  private readonly asked = new Set<string>();

  constructor(private readonly program: ScriptProgram) {}

  /** Why only a run shows whether and how often a place is reached, if that is so. */
  public doubt(loaded: LoadedScript, node: SyntaxNode): string | undefined {
    for (let child = node, around = node.parent; around; child = around, around = around.parent) {
      switch (around.name) {
        case 'IfStatement':
          if (!isMainCheck(loaded, around) && child.from !== around.firstChild?.nextSibling?.from) {
            return 'it is under a condition';
          }
          break;
        case 'ConditionalExpression':
        case 'SwitchStatement':
          return 'it is under a condition';
        case 'ForStatement':
        case 'WhileStatement':
        case 'DoStatement':
          return 'it is in a loop';
        case 'TryStatement':
          return 'it is in a try statement';
        case 'MethodDeclaration':
        case 'ClassBody':
          return 'it is inside a class, and only a run shows whether that is used';
        case 'FunctionDeclaration':
        case 'FunctionExpression':
        case 'ArrowFunction':
          if (!this.isCalled(loaded, around)) {
            return 'it is inside a function, and only a run shows whether that is called';
          }
          break;
        default:
      }
    }
    return undefined;
  }

  /** Whether a function is called where it stands, or by its name. */
  private isCalled({ module }: LoadedScript, node: SyntaxNode): boolean {
    let outer = node;
    while (outer.parent?.name === 'ParenthesizedExpression') {
      outer = outer.parent;
    }
    if (outer.parent?.name === 'CallExpression' && outer.parent.firstChild!.from === outer.from) {
      return true;
    }
    const declared = node.parent?.name === 'VariableDeclaration' ? node.parent : node;
    const name = declared.getChild('VariableDefinition');
    return name !== null && this.isCalledByName(module.textOf(name));
  }

  /** Whether a call of a function surely runs. Functions that call each other in a circle do not say so. */
  private isCalledByName(name: string): boolean {
    if (this.asked.has(name)) {
      return false;
    }
    this.asked.add(name);
    const isCalled = (this.calls.get(name) ?? []).some(({ loaded, node }) => this.doubt(loaded, node) === undefined);
    this.asked.delete(name);
    return isCalled;
  }

  /** Calls of plain names in all modules. */
  private get calls(): Map<string, { loaded: LoadedScript; node: SyntaxNode }[]> {
    if (!this.known) {
      this.known = new Map();
      for (const loaded of this.program.all) {
        loaded.module.tree.iterate({
          enter: ({ name, node }) => {
            const callee = name === 'CallExpression' ? node.firstChild! : undefined;
            if (callee?.name === 'VariableName') {
              append(this.known!, loaded.module.textOf(callee), { loaded, node });
            }
          },
        });
      }
    }
    return this.known;
  }
}

/** `if (require.main === module)` and `if (import.meta.main)`. */
function isMainCheck({ module }: LoadedScript, node: SyntaxNode): boolean {
  const test = childrenOf(node)[1];
  return test !== undefined && /require\.main|import\.meta/.test(module.textOf(test)) && !node.getChild('else');
}
