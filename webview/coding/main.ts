import { linkStyles } from '../shared/controlStyles';
import { adoptPageStyles, baseStyles } from '../shared/styles';
import './findBar';
import { findStyles } from './findStyles';
import './panel';
import { patternStyles } from './patternStyles';
import { panelStyles } from './panelStyles';
import { textStyles } from './textStyles';

adoptPageStyles();
// The editor's own tree is the document's, where a selection is the browser's.
for (const { styleSheet } of [baseStyles, linkStyles, patternStyles, panelStyles, findStyles, textStyles]) {
  if (styleSheet) document.adoptedStyleSheets.push(styleSheet);
}
