import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutGraph } from '../src/graph/layout-graph.ts';

const graphs = fc.integer({ min: 1, max: 12 }).chain((count) => {
  const id = fc.integer({ min: 0, max: count - 1 }).map((number) => `node ${number}`);
  return fc.record({ count: fc.constant(count), edges: fc.array(fc.tuple(id, id), { maxLength: 24 }) });
});

const size = (number: number) => ({ id: `node ${number}`, width: 80 + number, height: number % 2 === 0 ? 44 : 60 });

test('boxes never overlap, and every edge starts and ends at its boxes', () => {
  fc.assert(
    fc.property(graphs, ({ count, edges }) => {
      const layout = layoutGraph(
        Array.from({ length: count }, (_, number) => size(number)),
        edges,
      );
      expect(layout.nodes).toHaveLength(count);
      for (const [index, a] of layout.nodes.entries()) {
        expect(
          a.x >= 0 && a.y >= -0.01 && a.x + a.width <= layout.width && a.y + a.height <= layout.height + 0.01,
        ).toBe(true);
        for (const b of layout.nodes.slice(index + 1)) {
          const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
          expect(apart, `${a.id} overlaps ${b.id}`).toBe(true);
        }
      }
      const distinct = new Set(edges.filter(([from, to]) => from !== to).map((edge) => edge.join(' → ')));
      expect(new Set(layout.edges.map(({ from, to }) => `${from} → ${to}`))).toEqual(distinct);
      const boxes = new Map(layout.nodes.map((node) => [node.id, node]));
      for (const { from, to, points } of layout.edges) {
        const [start, end] = [boxes.get(from)!, boxes.get(to)!];
        expect(points[0]).toEqual([start.x + start.width, expect.closeTo(start.y + start.height / 2)]);
        expect(points.at(-1)).toEqual([end.x, expect.closeTo(end.y + end.height / 2)]);
      }
    }),
  );
});

test('without circles every edge goes to the right', () => {
  fc.assert(
    fc.property(graphs, ({ count, edges }) => {
      const number = (id: string) => Number(id.slice('node '.length));
      const forward = edges.filter(([from, to]) => number(from) < number(to));
      const layout = layoutGraph(
        Array.from({ length: count }, (_, index) => size(index)),
        forward,
      );
      for (const { points } of layout.edges) {
        expect(points.every(([x], index) => index === 0 || x >= (points[index - 1]?.[0] ?? 0))).toBe(true);
      }
    }),
  );
});

test('a chain lies on one line', () => {
  const layout = layoutGraph([0, 2, 4].map(size), [
    ['node 0', 'node 2'],
    ['node 2', 'node 4'],
  ]);
  expect(new Set(layout.nodes.map(({ y }) => y)).size).toBe(1);
});
