import { Modal, Slider } from 'antd';
import {
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import { useWords } from '../language.ts';
import { common } from '../parts/words.ts';
import { attendeeWords } from './attendee-words.ts';

/** What of the picture is shown: `scale` pixels of the badge for one of the picture, whose point `x`, `y` is in the middle. */
interface View {
  scale: number;
  x: number;
  y: number;
}

interface Point {
  x: number;
  y: number;
}

const clamped = (value: number, least: number, most: number) => Math.min(Math.max(value, least), Math.max(least, most));

/** A badge photo cut from a picture: moved and zoomed by mouse, touch and keyboard, never larger than its own pixels. */
export default function PhotoCrop({
  picture,
  size,
  isSending,
  problem,
  onDone,
  onCancel,
}: {
  picture: ImageBitmap;
  size: { width: number; height: number };
  isSending: boolean;
  problem: ReactNode;
  onDone: (jpeg: Blob) => void;
  onCancel: () => void;
}) {
  const words = { ...useWords(common), ...useWords(attendeeWords) };
  const least = Math.max(size.width / picture.width, size.height / picture.height);
  // A state, not a ref: the dialog mounts its content later than this, and what is drawn on must be there.
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null);
  const fingers = useRef(new Map<number, Point>());
  const [view, setView] = useState<View>({ scale: least, x: picture.width / 2, y: picture.height / 2 });

  /** The frame stays full. */
  const within = ({ scale, x, y }: View): View => {
    const kept = clamped(scale, least, 1);
    const [halfWidth, halfHeight] = [size.width / kept / 2, size.height / kept / 2];
    return {
      scale: kept,
      x: clamped(x, halfWidth, picture.width - halfWidth),
      y: clamped(y, halfHeight, picture.height - halfHeight),
    };
  };
  const move = (right: number, down: number) =>
    setView((before) => within({ ...before, x: before.x - right / before.scale, y: before.y - down / before.scale }));
  const zoom = (factor: number) => setView((before) => within({ ...before, scale: before.scale * factor }));

  useLayoutEffect(() => {
    const drawing = canvas?.getContext('2d');
    if (!drawing) return;
    const { scale, x, y } = view;
    // What is transparent would be black in a JPEG.
    drawing.fillStyle = '#fff';
    drawing.fillRect(0, 0, size.width, size.height);
    drawing.imageSmoothingQuality = 'high';
    const [left, top] = [size.width / 2 - x * scale, size.height / 2 - y * scale];
    drawing.drawImage(picture, left, top, picture.width * scale, picture.height * scale);
  }, [canvas, view, picture, size]);
  useEffect(() => {
    // By hand, because React listens passively and the page would scroll.
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.1 : 1 / 1.1);
    };
    canvas?.addEventListener('wheel', wheel, { passive: false });
    return () => canvas?.removeEventListener('wheel', wheel);
  });

  const pointer = (event: PointerEvent) => {
    const held = fingers.current;
    const before = held.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const ratio = size.width / event.currentTarget.clientWidth;
    const other = [...held].find(([id]) => id !== event.pointerId)?.[1];
    const far = (point: Point) => Math.hypot(point.x - other!.x, point.y - other!.y) || 1;
    if (other) zoom(far(now) / far(before));
    else move((now.x - before.x) * ratio, (now.y - before.y) * ratio);
    held.set(event.pointerId, now);
  };
  const key = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 40 : 8;
    const deeds: Record<string, () => void> = {
      ArrowLeft: () => move(-step, 0),
      ArrowRight: () => move(step, 0),
      ArrowUp: () => move(0, -step),
      ArrowDown: () => move(0, step),
      '+': () => zoom(1.1),
      '=': () => zoom(1.1),
      '-': () => zoom(1 / 1.1),
    };
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  };
  const release = (event: PointerEvent) => void fingers.current.delete(event.pointerId);
  return (
    <Modal
      open
      title={words.cropTitle}
      okText={words.useIt}
      cancelText={words.cancel}
      okButtonProps={{ loading: isSending, disabled: !canvas }}
      onCancel={onCancel}
      onOk={() => canvas?.toBlob((jpeg) => jpeg && onDone(jpeg), 'image/jpeg', 0.92)}
    >
      <p>{words.cropHelp}</p>
      <canvas
        ref={setCanvas}
        className="crop"
        width={size.width}
        height={size.height}
        role="application"
        tabIndex={0}
        aria-label={words.cropArea}
        onKeyDown={key}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
        }}
        onPointerMove={pointer}
        onPointerUp={release}
        onPointerCancel={release}
      />
      <Slider
        ariaLabelForHandle={words.zoom}
        disabled={least >= 1}
        min={least}
        max={1}
        step={(1 - least) / 100 || 1}
        value={view.scale}
        tooltip={{ open: false }}
        onChange={(scale) => setView((before) => within({ ...before, scale }))}
      />
      {problem}
    </Modal>
  );
}
