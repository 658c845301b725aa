/** Names of the pictures and voices that come with Rushes. */
export const sampleNames = [
  'portrait.jpg',
  'product.jpg',
  'room.jpg',
  'voice-12s.mp3',
  'voice-65s.mp3',
] as const;
