// Where each role begins after signing in.
export const homeFor = (role: string): string => {
  if (role === 'citizen') return '/my';
  if (/^(unit|school)-clerk$|^community-worker$/.test(role)) return '/unit';
  if (role === 'bank-office') return '/counter/orders';
  if (role === 'bank-visitor') return '/counter/visits';
  if (role === 'bank-teller' || role === 'outlet-manager') return '/counter';
  if (/-administrator$/.test(role)) return '/admin';
  if (role === 'auditor') return '/bureau/audit';
  if (role === 'card-maker' || role === 'courier') return '/notices';
  return '/bureau';
};

/** A path of ours, whatever was asked for: nobody is sent elsewhere from here. */
export const ownPath = (to: string): string => (/^\/(?![/\\])[^\s\\]{0,500}$/.test(to) ? to : '/');
