// Links that look like links, like buttons, and like cards; all typed by the router.
import { Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps } from 'react';
import classes from './link.module.css';

function TextAnchor({ className, ...props }: ComponentProps<'a'>) {
  return <a {...props} className={[classes.text, className].filter(Boolean).join(' ')} />;
}
export const TextLink = createLink(TextAnchor);

function CardAnchor({ className, ...props }: ComponentProps<'a'>) {
  return <a {...props} className={[classes.card, className].filter(Boolean).join(' ')} />;
}
export const CardLink = createLink(CardAnchor);

function NavAnchor({ className, ...props }: ComponentProps<'a'>) {
  return <a {...props} className={[classes.nav, className].filter(Boolean).join(' ')} />;
}
export const NavigationLink = createLink(NavAnchor);

function ButtonAnchor(props: ButtonProps & ComponentProps<'a'>) {
  return <Button component="a" size="xs" variant="default" {...props} />;
}
export const ButtonLink = createLink(ButtonAnchor);
