import { mermaidText } from '../../src/diagram/mermaid-text';

test.each([
  ['weather-agent', 'weather-agent'],
  ['llm 1.2.0 (claude, chat)', 'llm 1.2.0 (claude, chat)'],
  ['天気エージェント', '天気エージェント'],
  ['a"b#c', 'a#34;b#35;c'],
  ['<b>', '#60;b#62;'],
  ['-a_', '#45;a#95;'],
  ['\\n', '#92;#8288;n'],
  ['mystyle classDef', 'my#115;tyle #99;lassDef'],
])('%s', (text, expected) => {
  expect(mermaidText(text)).toBe(expected);
});
