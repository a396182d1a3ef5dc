/** Notes, acknowledgements, ranges, rankings and positions. */

import type { AnyInputNode, AnyNoteNode, AnyRangeNode, RankNode, TriggerNode } from '@getodk/xforms-engine';
import { fill, h, newId } from '../dom';
import { say } from '../words';
import type { Word } from '../words/en';
import { formatted, frame, imageOf, type Asked, type Control, type Page } from './control';

export function noteControl(asked: Asked<AnyNoteNode>, page: Page): Control {
  const element = h('div', { class: 'note' });
  let written = '\0';
  return {
    asked: asked as Asked,
    element,
    focus: () => {},
    refresh() {
      const { label, hint, relevant, instanceValue } = asked.node.currentState;
      element.hidden = !relevant;
      const now = `${label?.asString}\0${hint?.asString}\0${instanceValue}`;
      if (now === written) return;
      written = now;
      fill(
        element,
        label && h('p', {}, formatted(label.formatted)),
        imageOf(label?.imageSource, label?.asString ?? '', page),
        hint && h('p', { class: 'hint' }, formatted(hint.formatted)),
        instanceValue && h('p', {}, instanceValue),
      );
    },
  };
}

export function triggerControl(asked: Asked<TriggerNode>, page: Page): Control {
  const box = h('input', { type: 'checkbox' });
  const framed = frame(asked, page, [h('label', { class: 'choice' }, box, h('span', {}, say('confirm')))], true);
  box.addEventListener('change', () => {
    asked.node.setValue(box.checked);
    page.changed();
  });
  return {
    asked,
    element: framed.element,
    focus: () => box.focus(),
    refresh(isTried) {
      framed.refresh(isTried);
      box.checked = asked.node.currentState.value;
      box.disabled = asked.node.currentState.readonly;
    },
  };
}

/** A number between two ends: moved, or stepped with two buttons. Nothing stands there until it was touched. */
export function rangeControl(asked: Asked<AnyRangeNode>, page: Page): Control {
  const { start, end, step } = asked.node.definition.bodyElement.bounds as Record<'start' | 'end' | 'step', unknown>;
  const [low, high, by] = [Number(start), Number(end), Math.abs(Number(step)) || 1];
  const [bottom, top] = [Math.min(low, high), Math.max(low, high)];
  const id = newId();
  const slider = h('input', { id, type: 'range', min: bottom, max: top, step: by });
  const shown = h('output', { for: id });
  const less = h('button', { type: 'button', class: 'button secondary', 'aria-label': say('less') }, '−');
  const more = h('button', { type: 'button', class: 'button secondary', 'aria-label': say('more') }, '+');
  const row = h('div', { class: 'range' }, less, slider, more, shown);
  const framed = frame(asked, page, [row], false, id);
  slider.setAttribute('aria-describedby', framed.describedBy);

  const set = (value: number) => {
    (asked.node.setValue as (value: string) => void)(String(Math.min(top, Math.max(bottom, value))));
    page.changed();
  };
  const now = () => asked.node.currentState.instanceValue;
  slider.addEventListener('input', () => set(Number(slider.value)));
  // Touching it where it stands is an answer too.
  slider.addEventListener('click', () => set(Number(slider.value)));
  less.addEventListener('click', () => set(now() === '' ? bottom : Number(now()) - by));
  more.addEventListener('click', () => set(now() === '' ? bottom : Number(now()) + by));
  return {
    asked: asked as Asked,
    element: framed.element,
    focus: () => slider.focus(),
    refresh(isTried) {
      framed.refresh(isTried);
      const value = now();
      slider.value = value === '' ? String(bottom) : value;
      slider.classList.toggle('untouched', value === '');
      slider.setAttribute('aria-valuetext', value === '' ? say('notAnswered') : value);
      shown.textContent = value === '' ? say('notAnswered') : value;
      slider.disabled = less.disabled = more.disabled = asked.node.currentState.readonly;
    },
  };
}

/** Choices to be put in order. */
export function rankControl(asked: Asked<RankNode>, page: Page): Control {
  const list = h('ol', { class: 'rank' });
  const keep = h('button', { type: 'button', class: 'button secondary' }, say('keepOrder'));
  const framed = frame(asked, page, [list, keep], true);

  const order = () => {
    const { value, valueOptions } = asked.node.currentState;
    const known = valueOptions.map((option) => option.value);
    return [...value, ...known.filter((one) => !value.includes(one))];
  };
  const move = (from: number, to: number, word: 'up' | 'down') => {
    const moved = order();
    moved.splice(to, 0, ...moved.splice(from, 1));
    asked.node.setValues(moved);
    page.changed();
    const row = list.children[to];
    const button = row?.querySelector<HTMLButtonElement>(`[data-way=${word}]`);
    (button?.disabled ? row?.querySelector<HTMLButtonElement>('button:enabled') : button)?.focus();
  };
  const button = (sign: string, word: 'up' | 'down', name: string, from: number, to: number, last: number) => {
    const attributes = { type: 'button', class: 'button secondary', 'data-way': word, 'aria-label': say(word as Word, { name }), disabled: to < 0 || to > last };
    return h('button', { ...attributes, onclick: () => move(from, to, word) }, sign);
  };
  keep.addEventListener('click', () => {
    asked.node.setValues(order());
    page.changed();
  });

  let drawn = '';
  return {
    asked,
    element: framed.element,
    focus: () => list.querySelector<HTMLButtonElement>('button:enabled')?.focus(),
    refresh(isTried) {
      framed.refresh(isTried);
      const names = order().map((value) => asked.node.getValueLabel(value)?.asString ?? value);
      keep.hidden = asked.node.currentState.value.length > 0;
      const now = JSON.stringify(names);
      if (now === drawn) return;
      drawn = now;
      const last = names.length - 1;
      fill(list, names.map((name, at) => h('li', {}, h('span', {}, name), button('↑', 'up', name, at, at - 1, last), button('↓', 'down', name, at, at + 1, last))));
    },
  };
}

/** Where the observer stands. It is only taken when the button is pressed. */
export function positionControl(asked: Asked<AnyInputNode>, page: Page): Control {
  const take = h('button', { type: 'button', class: 'button secondary' }, say('takePosition'));
  const clear = h('button', { type: 'button', class: 'link-button clear' }, say('clear'));
  const shown = h('p', { class: 'taken', role: 'status' });
  const framed = frame(asked, page, [shown, take, clear], true);
  let told = '';
  const set = (value: string | null) => {
    (asked.node.setValue as (value: string | null) => void)(value);
    page.changed();
  };
  take.addEventListener('click', async () => {
    told = say('waitingForPosition');
    shown.textContent = told;
    try {
      const { latitude, longitude, altitude, accuracy } = (await position()).coords;
      told = '';
      set(`${latitude} ${longitude} ${altitude ?? 0} ${accuracy}`);
    } catch (error) {
      const isDenied = (error as GeolocationPositionError).code === 1;
      told = say('noPosition', { reason: say(isDenied ? 'positionDenied' : 'positionUnavailable') });
      page.changed();
    }
  });
  clear.addEventListener('click', () => set(null));
  return {
    asked,
    element: framed.element,
    focus: () => take.focus(),
    refresh(isTried) {
      framed.refresh(isTried);
      const [latitude, longitude, , metres] = asked.node.currentState.instanceValue.split(' ').map(Number);
      const isTaken = latitude !== undefined && longitude !== undefined;
      const words = isTaken
        ? say('position', { latitude: latitude.toFixed(5), longitude: longitude.toFixed(5), metres: Math.round(metres ?? 0) })
        : '';
      shown.textContent = told || words;
      shown.hidden = shown.textContent === '';
      take.textContent = say(isTaken ? 'takeAgain' : 'takePosition');
      clear.hidden = !isTaken;
    },
  };
}

function position(): Promise<GeolocationPosition> {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) return reject(new Error('no geolocation'));
    navigator.geolocation.getCurrentPosition(resolve, reject, { enableHighAccuracy: true, timeout: 60_000, maximumAge: 0 });
  });
}
