/** The look that menus, selects and comboboxes share. */
export const popup =
  'pop max-h-(--available-height) max-w-[calc(100vw-16px)] overflow-y-auto rounded-control border border-line bg-raised p-1 shadow-lg shadow-shade/20 outline-none'
export const item =
  'flex min-h-8 w-full cursor-default items-center gap-2 rounded-[4px] px-2 py-1 text-14 outline-none select-none data-highlighted:bg-pressed data-disabled:text-muted'
