// Components bring their style sheets, which tests do not look at.
declare module '*.css';
