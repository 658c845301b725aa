import { type DragEvent, useEffect, useState } from 'react';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { takeFiles } from './uploads.ts';

const hasFiles = (data: DataTransfer | null): boolean => data?.types.includes('Files') ?? false;

/** An office program lays a picture of the text beside the text: where a person writes, the text is meant. */
const isText = ({ clipboardData, target }: ClipboardEvent): boolean =>
  clipboardData?.types.includes('text/plain') === true &&
  target instanceof Element &&
  target.matches('textarea,input');

/** Files that are dropped on the composer or pasted anywhere. `over`: some are being held above it. */
export function useIncoming(workflow: Workflow) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || event.defaultPrevented || isText(event)) return;
      event.preventDefault();
      takeFiles(workflow, files);
    };
    // A file that is dropped beside its place must not take the place of the studio.
    const stay = (event: globalThis.DragEvent): void => {
      if (hasFiles(event.dataTransfer)) event.preventDefault();
    };
    addEventListener('paste', onPaste);
    addEventListener('dragover', stay);
    addEventListener('drop', stay);
    return () => {
      removeEventListener('paste', onPaste);
      removeEventListener('dragover', stay);
      removeEventListener('drop', stay);
    };
  }, [workflow]);
  const onDragOver = (event: DragEvent): void => {
    if (hasFiles(event.dataTransfer)) setOver(true);
  };
  const onDragLeave = (event: DragEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
  };
  const onDrop = (event: DragEvent): void => {
    setOver(false);
    if (event.defaultPrevented || !hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    takeFiles(workflow, [...event.dataTransfer.files]);
  };
  return { over, handlers: { onDragOver, onDragLeave, onDropCapture: () => setOver(false), onDrop } };
}
