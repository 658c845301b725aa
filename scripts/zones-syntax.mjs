/**
 * What scripts/zones.mjs wants to know of one file, found in its syntax tree: imports (also `import()` and
 * `import('x').T`), uses of the outside world, class names, SQL texts that set a state.
 */

/** Inside a text: SET ... state = with no WHERE between. */
const setsState = /\bSET\b(?:(?!\bWHERE\b)[^;])*?(?<![.\w])["'`]?state["'`]?\s*=/i;

const timers = ['setTimeout', 'setInterval'];
const typeKinds = ['type', 'typeof'];

/** `import type`, `export type`, or every name in the braces marked with `type`. */
function isTypeOnly(node) {
  if (typeKinds.includes(node.importKind) || node.exportKind === 'type') return true;
  const names = node.specifiers ?? [];
  return names.length > 0 && names.every((one) => one.importKind === 'type' || one.exportKind === 'type');
}

/** Is this identifier only the name of a member (`x.fetch`, `{ fetch: 1 }`, a declared property or method)? */
function isMemberName(parent, key) {
  if (key === 'property' && parent.type === 'MemberExpression') {
    return !parent.computed && parent.object.name !== 'globalThis';
  }
  if (key !== 'key' || parent.computed) return false;
  return !parent.shorthand;
}

function usesOf(node, parent, key) {
  if (node.type === 'MemberExpression' && !node.computed) {
    const name = `${node.object.name}.${node.property.name}`;
    if (name === 'process.env' || name === 'Date.now') return [name];
  }
  if (node.type === 'NewExpression' && node.callee.name === 'Date' && node.arguments.length === 0)
    return ['Date.now'];
  if (node.type !== 'Identifier' || isMemberName(parent, key)) return [];
  if (node.name === 'fetch') return ['fetch'];
  if (timers.includes(node.name)) return ['timers'];
  // `const { env } = process`, `f(process)`: whoever holds the whole of it holds its environment.
  if (node.name === 'process')
    return parent.type === 'MemberExpression' ? ['process'] : ['process', 'process.env'];
  return [];
}

function textOf(node) {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type === 'TemplateLiteral') return node.quasis.map((part) => part.value.raw).join('?');
  return undefined;
}

function importOf(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return node.source ? { source: node.source.value, typeOnly: isTypeOnly(node), node } : undefined;
    case 'ImportExpression':
      return {
        source: typeof node.source.value === 'string' ? node.source.value : undefined,
        typeOnly: false,
        node,
      };
    case 'TSImportType':
      return { source: node.source.value, typeOnly: true, node };
    default:
      return undefined;
  }
}

export function findings(program) {
  const found = { imports: [], uses: [], classes: [], stateWrites: [] };
  const visit = (node, parent, key) => {
    const one = importOf(node);
    if (one !== undefined) found.imports.push(one);
    for (const name of usesOf(node, parent, key)) found.uses.push({ name, node });
    if (/^Class(Declaration|Expression)$/.test(node.type) && node.id)
      found.classes.push({ name: node.id.name, node });
    const text = textOf(node);
    if (text !== undefined && setsState.test(text)) found.stateWrites.push(node);
    for (const [name, value] of Object.entries(node)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (child !== null && typeof child === 'object' && typeof child.type === 'string')
          visit(child, node, name);
      }
    }
  };
  visit(program, program, 'program');
  return found;
}
