/** What the sample voices say: an ad, short and long. A list within a script is a paragraph, with a longer rest after it. */
export const scripts = [
  {
    name: 'voice-12s.mp3',
    seconds: 12,
    paragraphs: [
      [
        'I threw out my plastic toothbrush.',
        'This one is bamboo, and it feels just as good.',
        'After three months, the handle goes in the compost.',
        'Small swap, big smile.',
      ],
    ],
  },
  {
    name: 'voice-65s.mp3',
    seconds: 65,
    paragraphs: [
      [
        'Okay, I have to tell you about the smallest change I made this year.',
        'I stopped buying plastic toothbrushes.',
        'It sounds like nothing, I know.',
      ],
      [
        'But think about it for a second.',
        'Four brushes a year, every year, for your whole life.',
        'Every single one of them is still out there somewhere.',
      ],
      [
        'So a friend gave me this one.',
        'The handle is bamboo, and the bristles are soft.',
        'It does not feel like a compromise at all.',
        'It is warm in the hand, and it dries in a minute.',
      ],
      [
        'After three months I pull out the bristles, and the handle goes in the compost.',
        'And the box it came in is just paper.',
      ],
      [
        'My kids have one too, each in their own color.',
        'They picked them, so now they actually brush.',
        'I did not see that coming.',
      ],
      [
        'If you want to try it, start with one.',
        'Put it next to your old brush and see which one you reach for.',
        'I think you already know.',
      ],
      ['Small swap, big smile.'],
    ],
  },
];
