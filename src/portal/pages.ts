// Every page there is, in one list: what is served, what a test tries with strangers, what the accessibility test opens.
import { benefitAccountPages } from './bank/benefit-accounts.tsx';
import { counterPages } from './bank/counter.tsx';
import { deliveryPages } from './bank/deliveries.tsx';
import { makingPages } from './bank/making.tsx';
import { orderQueuePages } from './bank/order-queue.tsx';
import { shelfPages } from './bank/shelf.tsx';
import { uncollectedPages } from './bank/uncollected.tsx';
import { visitPages } from './bank/visits.tsx';
import { auditPages } from './bureau/audit.tsx';
import { capacityPages } from './bureau/capacity.tsx';
import { mergingPages } from './bureau/merging.tsx';
import { photoPages } from './bureau/photos.tsx';
import { policyPages } from './bureau/policy.tsx';
import { qualityPages } from './bureau/quality.tsx';
import { sleepingPages } from './bureau/sleeping.tsx';
import { tellingPages } from './bureau/telling.tsx';
import { bureauPages } from './bureau/work.tsx';
import { applyPages } from './citizen/apply.tsx';
import { benefitPages } from './citizen/benefits.tsx';
import { bookingPages } from './citizen/booking.tsx';
import { cardPages } from './citizen/cards.tsx';
import { changePages } from './citizen/change.tsx';
import { correctPages } from './citizen/correct.tsx';
import { homePages } from './citizen/home.tsx';
import { medicalPages } from './citizen/medical.tsx';
import { orderPages } from './citizen/orders.tsx';
import { recordPages } from './citizen/record.tsx';
import { communityPages } from './employer/community.tsx';
import { unitPages } from './employer/unit.tsx';
import { demoClockPages } from './public/demo-clock.tsx';
import { helpPages } from './public/help.tsx';
import { informationPages } from './public/information.tsx';
import { referencePages } from './public/reference.tsx';
import { doorPages } from './public/sign-in.tsx';
import { cardDoorPages } from './public/sign-in-by-card.tsx';
import { startPages } from './public/start.tsx';
import type { Page } from './web/visit.ts';

export const pages: readonly Page[] = [
  ...startPages,
  ...doorPages,
  ...demoClockPages,
  ...cardDoorPages,
  ...informationPages,
  ...referencePages,
  ...helpPages,
  ...homePages,
  ...changePages,
  ...applyPages,
  ...orderPages,
  ...bookingPages,
  ...cardPages,
  ...correctPages,
  ...benefitPages,
  ...medicalPages,
  ...recordPages,
  ...unitPages,
  ...communityPages,
  ...counterPages,
  ...makingPages,
  ...shelfPages,
  ...orderQueuePages,
  ...benefitAccountPages,
  ...visitPages,
  ...deliveryPages,
  ...uncollectedPages,
  ...bureauPages,
  ...capacityPages,
  ...sleepingPages,
  ...qualityPages,
  ...photoPages,
  ...mergingPages,
  ...policyPages,
  ...tellingPages,
  ...auditPages,
];
