import { css, nothing, svg } from 'lit';
import type { Shape } from '../../src/core/figures/shapes';

/** Colours of the shapes, from VS Code's theme. */
export const shapeStyles = css`
  .chart {
    max-width: 100%;
    height: auto;
    font-family: var(--vscode-font-family);
    font-size: 12px;
  }
  .chart .ink {
    fill: var(--vscode-foreground);
  }
  .chart .muted {
    fill: var(--vscode-descriptionForeground);
  }
  .chart .accent {
    fill: var(--vscode-charts-blue);
  }
  .chart .people {
    fill: var(--vscode-charts-orange, var(--vscode-foreground));
  }
  .chart line.ink {
    stroke: var(--vscode-foreground);
  }
  .chart line.muted {
    stroke: var(--vscode-descriptionForeground);
  }
  .chart line.grid {
    stroke: var(--vscode-contrastBorder, var(--vscode-widget-border));
    stroke-opacity: 0.6;
  }
  .chart line.accent {
    stroke: var(--vscode-charts-blue);
  }
  .chart line.people {
    stroke: var(--vscode-charts-orange, var(--vscode-foreground));
  }
`;

/** The shapes as SVG elements in the theme's colours; text on boxes stays readable, since these stay faint. */
export function drawShapes(shapes: readonly Shape[]) {
  return shapes.map((shape) => {
    switch (shape.kind) {
      case 'line':
        return svg`<line class=${shape.tone} x1=${shape.x1} y1=${shape.y1} x2=${shape.x2} y2=${shape.y2} stroke-width=${shape.width ?? 1} stroke-dasharray=${shape.dashed ? '5 3' : nothing}></line>`;
      case 'dot':
        return svg`<circle class=${shape.tone} cx=${shape.x} cy=${shape.y} r=${shape.r}></circle>`;
      case 'box':
        return svg`<rect class=${shape.tone} x=${shape.x} y=${shape.y} width=${Math.max(0, shape.width)} height=${shape.height} fill-opacity=${0.4 * shape.level}></rect>`;
      case 'text':
        return svg`<text class=${shape.tone} x=${shape.x} y=${shape.y} text-anchor=${shape.anchor ?? 'start'} font-weight=${shape.bold ? 600 : nothing} transform=${shape.turn === undefined ? nothing : `rotate(${shape.turn} ${shape.x} ${shape.y})`}>${shape.text}</text>`;
    }
  });
}
