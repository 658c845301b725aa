import { type DragEvent, useEffect, useState } from 'react';
import type { Workflow } from '../../../src-shared/workflows/workflow.ts';
import { hasFiles } from '../../lib/dragged.ts';
import { useDrafts } from '../../stores/drafts.ts';
import { useView } from '../../stores/view.ts';
import { workflowNamed } from './send.ts';
import { takeFiles } from './uploads.ts';

/** An office program lays a picture of the text beside the text: where a person writes, the text is meant. */
const isText = ({ clipboardData, target }: ClipboardEvent): boolean =>
  clipboardData?.types.includes('text/plain') === true &&
  target instanceof Element &&
  target.matches('textarea,input');

function takeForForm(files: readonly File[]): void {
  useView.setState({ composerOpen: true });
  takeFiles(workflowNamed(useDrafts.getState().workflow), files);
}

/** On the page with the composer: files that are pasted, and those that are dropped beside it or while it is closed, are for the open form. */
export function useStrayFiles(): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || event.defaultPrevented || isText(event)) return;
      event.preventDefault();
      takeForForm(files);
    };
    const onDrop = ({ dataTransfer }: globalThis.DragEvent): void => {
      if (dataTransfer && hasFiles(dataTransfer)) takeForForm([...dataTransfer.files]);
    };
    addEventListener('paste', onPaste);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('paste', onPaste);
      removeEventListener('drop', onDrop);
    };
  }, []);
}

/** Files that are dropped on the composer. `over`: some are being held above it. */
export function useIncoming(workflow: Workflow) {
  const [over, setOver] = useState(false);
  const onDragOver = (event: DragEvent): void => {
    if (hasFiles(event.dataTransfer)) setOver(true);
  };
  const onDragLeave = (event: DragEvent): void => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
  };
  const onDrop = (event: DragEvent): void => {
    setOver(false);
    if (!hasFiles(event.dataTransfer)) return;
    // Here it has come to its place: nobody outside takes it as well.
    event.stopPropagation();
    if (event.defaultPrevented) return;
    event.preventDefault();
    takeFiles(workflow, [...event.dataTransfer.files]);
  };
  return { over, handlers: { onDragOver, onDragLeave, onDropCapture: () => setOver(false), onDrop } };
}
