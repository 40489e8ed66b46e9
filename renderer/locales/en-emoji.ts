// Words of the emoji picker; the names of the emoji themselves come with their data.

export const emoji = {
  emoji: {
    open: 'Emoji',
    search: 'Search emoji',
    list: 'Emoji',
    jump: 'Jump to',
    none: 'No emoji fits “{{query}}”.',
    tone: 'Skin tone',
    groups: {
      found: 'Found',
      recent: 'Recent',
      smileys: 'Smileys',
      people: 'People',
      nature: 'Animals and nature',
      food: 'Food and drink',
      travel: 'Travel and places',
      activities: 'Activities',
      objects: 'Objects',
      symbols: 'Symbols',
      flags: 'Flags',
    },
    tones: { 0: 'Yellow', 1: 'Light', 2: 'Medium light', 3: 'Medium', 4: 'Medium dark', 5: 'Dark' },
    completions: 'Emoji that fit',
  },
} as const;
