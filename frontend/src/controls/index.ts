/** Which control a question gets. */

import type { AnyInputNode, AnyNoteNode, AnyRangeNode, SelectNode } from '@getodk/xforms-engine';
import { h } from '../dom';
import type { LongList } from '../lists';
import { hasAppearance } from '../nodes';
import { say } from '../words';
import { choicesControl, MANY } from './choices';
import { frame, type Asked, type Control, type Page } from './control';
import { fileControl } from './files';
import { inputControl } from './inputs';
import { noteControl, positionControl, rangeControl, rankControl, triggerControl } from './other';
import { listPicker, menuControl, selectPicker } from './picker';

export type { Asked, Control, Page } from './control';

export function controlFor(asked: Asked, page: Page, list: LongList | undefined): Control {
  const { node } = asked;
  switch (node.nodeType) {
    case 'input':
      if (list) return listPicker(asked as Asked<AnyInputNode>, list, page);
      if (node.valueType === 'geopoint') return positionControl(asked as Asked<AnyInputNode>, page);
      if (node.valueType === 'geotrace' || node.valueType === 'geoshape') return notHere(asked, page);
      return inputControl(asked as Asked<AnyInputNode>, page);
    case 'select':
      return selectControl(asked as Asked<SelectNode>, page);
    case 'range':
      return rangeControl(asked as Asked<AnyRangeNode>, page);
    case 'rank':
      return rankControl(asked as never, page);
    case 'upload':
      return fileControl(asked as never, page);
    case 'trigger':
      return triggerControl(asked as never, page);
    default:
      return noteControl(asked as Asked<AnyNoteNode>, page);
  }
}

function selectControl(asked: Asked<SelectNode>, page: Page): Control {
  const { node } = asked;
  if (node.selectType === 'select') return choicesControl(asked, page);
  const isFromTable = node.definition.bodyElement.itemset !== null;
  if (hasAppearance(node, 'autocomplete')) return selectPicker(asked, page);
  if (hasAppearance(node, 'minimal')) return menuControl(asked, page);
  const isLong = isFromTable && node.currentState.valueOptions.length > MANY;
  return isLong ? selectPicker(asked, page) : choicesControl(asked, page);
}

function notHere(asked: Asked, page: Page): Control {
  const framed = frame(asked, page, [h('p', { class: 'hint' }, say('notHere'))], true);
  return { asked, element: framed.element, focus: () => {}, refresh: framed.refresh };
}
