// Shapes that several doors of this folder answer with.
import { shape, Text } from '../../base/shape.ts';

export const FindingShape = shape({
  code: Text(60),
  zh: Text(200),
  en: Text(300),
  remedy: shape({ zh: Text(200), en: Text(300) }),
});
