// What an address says about itself (XEP-0030, with the forms of XEP-0128), as it was said: repeats are kept, because they matter to hashes.

export interface Identity {
  readonly category: string;
  readonly type: string;
  readonly lang: string;
  readonly name: string;
}

export interface DataField {
  readonly name: string;
  readonly type: string;
  readonly values: readonly string[];
}

/** A data form (XEP-0004). */
export interface DataForm {
  readonly type: string;
  readonly fields: readonly DataField[];
}

export interface Discovery {
  readonly identities: readonly Identity[];
  readonly features: readonly string[];
  readonly forms: readonly DataForm[];
  /** It said more than this can hold. */
  readonly more?: true;
}

/** The form of this FORM_TYPE (XEP-0068). */
export function formOf({ forms }: Pick<Discovery, 'forms'>, type: string): DataForm | undefined {
  return forms.find((form) => valuesOf(form, 'FORM_TYPE')[0] === type);
}

export function valuesOf(form: DataForm | undefined, field: string): readonly string[] {
  return form?.fields.find((each) => each.name === field)?.values ?? [];
}
