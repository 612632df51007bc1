/** A story of the sample newsroom. Everything in this folder, words and pictures, was made for it. */
export interface SampleStory {
  readonly slug: string;
  readonly title: string;
  /** One or two sentences. */
  readonly dek: string;
  readonly author: string;
  readonly section: 'Town' | 'Shore' | 'Culture' | 'Opinion';
  /** Before the feed is fetched. */
  readonly minutesAgo: number;
  readonly body: readonly string[];
  readonly picture: SamplePicture | null;
}

/** 1200 x 675 JPEG in `pictures/`, drawn as `drawings/<name>.svg`. */
interface SamplePicture {
  readonly name: string;
  readonly alt: string;
}
