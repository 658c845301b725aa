/**
 * Where a file says a word of `closedWords` in lint-zones.mjs, found in its syntax tree: a comment or a sentence that has the word says
 * nothing. `name` is a name of anything (a variable, a member, a key, an attribute, an element, a text that is only this word), `of.name`
 * a member of what goes by that name, also taken out of it (`const { name } = of`), and `name()` a call.
 */

/** The last name of an expression: `electron.ipcMain` and `ipcMain` go by the same. */
function nameOf(node) {
  if (node?.type === 'Identifier') return node.name;
  if (node?.type === 'MemberExpression') return node.computed ? textOf(node.property) : node.property.name;
  if (node?.type === 'ChainExpression') return nameOf(node.expression);
  return undefined;
}

function textOf(node) {
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0].value.cooked;
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

const keyOf = (property) => property.key?.name ?? (property.key && textOf(property.key));

function wordsOf(node) {
  switch (node.type) {
    case 'Identifier':
    case 'JSXIdentifier':
      return [node.name];
    case 'Literal':
    case 'TemplateLiteral':
      return [textOf(node)];
    case 'MemberExpression':
      return [`${nameOf(node.object)}.${nameOf(node)}`];
    case 'VariableDeclarator':
      if (node.id.type !== 'ObjectPattern') return [];
      return node.id.properties.map((one) => `${nameOf(node.init)}.${keyOf(one)}`);
    case 'CallExpression':
    case 'NewExpression':
      return [`${nameOf(node.callee)}()`];
    default:
      return [];
  }
}

/** Every place where one of these words is said, as { word, node }. */
export function saidIn(program, words) {
  const said = [];
  const visit = (node) => {
    for (const word of wordsOf(node)) if (words.has(word)) said.push({ word, node });
    for (const value of Object.values(node))
      for (const child of Array.isArray(value) ? value : [value])
        if (child !== null && typeof child === 'object' && typeof child.type === 'string') visit(child);
  };
  visit(program);
  return said;
}
