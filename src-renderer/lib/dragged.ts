import { useEffect } from 'react';

export const hasFiles = (data: DataTransfer): boolean => data.types.includes('Files');

/** A file that is dropped where nothing takes it must not take the place of the studio. */
export function useFilesStayOut(): void {
  useEffect(() => {
    const stay = (event: DragEvent): void => {
      if (event.dataTransfer && hasFiles(event.dataTransfer)) event.preventDefault();
    };
    addEventListener('dragover', stay);
    addEventListener('drop', stay);
    return () => {
      removeEventListener('dragover', stay);
      removeEventListener('drop', stay);
    };
  }, []);
}
