"""What is said on hold, to tune detectors with; what judges them is elsewhere, for nobody to read. `|` is a pause."""

ANNOUNCEMENTS = (
    "Your call is important to us. | Please stay on the line and it will be answered in the order it was received.",
    "All of our representatives are currently assisting other customers. | Please continue to hold.",
    "Thank you for holding. | An agent will be with you shortly.",
    "We are experiencing higher than normal call volumes. | Your estimated wait time is twelve minutes.",
    "Did you know that you can find answers to most questions on our website? | Visit us online at any time.",
    "You are number four in the queue.",
    "This call may be recorded for quality and training purposes.",
    "If you would like us to call you back, press two. | You will not lose your place in line.",
    "Sorry to keep you waiting. | We will be with you as soon as possible.",
    "Please have your account number ready, so that we can help you faster.",
    "We appreciate your patience. | Please hold for the next available operator.",
    "Thank you for calling. | Please hold while we transfer you.",
    "How are we doing? | Please stay on the line after the call for a short survey.",
    "Thank you for your patience.",
    "Thanks for holding.",
    "Please continue to hold.",
    "One moment please.",
    "We'll be right with you.",
    "Hello. | You have reached the claims department. | All of our adjusters are busy.",
    "Good evening. | Our office is still very busy tonight, please wait for the next operator.",
    "You are now second in line. | We expect to speak with you in about three minutes.",
    "Sorry about the wait! | It is really busy today, but we will be there soon.",
    "I'm sorry, everyone is still busy. | Please keep holding, or call again later.",
    "Your call has been placed in a queue. | The next free colleague will take care of you.",
    "Please do not hang up, or you will lose your place.",
    "May I have your attention please? | Our lines close at six o'clock tonight.",
    "Thank you for calling Northwind. | If you know your party's extension, you may dial it now.",
    "We are sorry for the delay and thank you for your understanding.",
)
"""As queues say them."""

PERSONAL = (
    "Hi, this is Sam from customer care. | We know your time is valuable; please stay on the line.",
    "Hello! | Thanks for waiting. | We have not forgotten about you, and one of our team will be right with you.",
    "Good morning, this is Laura, the head of customer service. | I want to thank you personally for your patience.",
    "Still there? So are we! | One of our agents will take your call in a moment.",
    "Hey there, it's Jenny! | I bet you would rather be somewhere else. | We will get to you as fast as we can.",
    "Hello, and thank you for being a loyal customer. | Your business means a lot to us.",
    "My name is David and I run the service department. | I'm sorry that we have kept you waiting.",
    "Okay, we have not forgotten about you. | Thanks for your patience.",
    "Hi! | While you wait, why not take a look at our summer offers?",
    "Do you need to reset your password? | You can do that on our website, any time of the day.",
    "Have you heard about our rewards program? | Ask one of our agents for the details.",
    "Can I tell you about our new mobile plans? | They start at twenty dollars a month.",
    "What can you do while you wait? | You could check your balance in our app.",
    "This is a reminder that our staff will never ask you for your password.",
    "This is Emma, your virtual assistant. | I am looking for a free colleague for you.",
    "Hi, Paul here from technical support. | Have you tried turning your modem off and on again?",
    "Yes, you are still in the queue. | An advisor will be free soon.",
    "Can you hear that? | That is the sound of savings. | Switch to our family plan today.",
)
"""Announcements that speak as a person would."""

GREETINGS = (
    "Hello?",
    "Thank you for holding, this is Dana in disputes, how can I help you?",
    "Good morning, Peter speaking.",
    "Customer service, this is Maria. | How may I help you today?",
    "Hi, who am I speaking with?",
    "Hello, can you hear me?",
    "Thanks for waiting. | May I have your account number please?",
    "Hi there, my name is Kevin, what can I do for you?",
    "Yes, hello?",
    "Thank you for your patience, you're speaking with Anne. | Can I have your full name?",
    "Sorry about the wait. | How can I help?",
    "Hello, this is the card team, is this Mister Miller?",
    "Hey, sorry for the wait, this is Tom.",
    "Good afternoon, you're through to Helen, can I take your reference number?",
    "Customer care, Brian speaking. | Who do I have the pleasure of speaking with?",
    "Hi, thanks so much for holding, what's going on today?",
    "Okay, hello, are you still there?",
    "Good morning, claims, can I have your policy number?",
    "This is Rachel. | How can I help you today?",
    "Hello, you're speaking with Mark. | What seems to be the problem?",
    "Hi there, sorry to keep you waiting, what can I do for you?",
    "Thank you for calling technical support, my name is Lisa, may I have your first name?",
    "Yes, good afternoon, what is this about?",
    "Hello, who is this?",
    "Reservations, this is Tony, how may I direct your call?",
    "Good morning, doctor Brown's office, this is Amy.",
    "Hi, my name is Chris, and who do I have on the line?",
    "Hello, am I speaking with Mister Johnson?",
    "Thank you for your patience, this is Monica in billing. | What's your account number?",
    "Hey, it's Alex, sorry, we're swamped today. | How can I help?",
    "Hi, I see that you're calling about your order, is that correct?",
    "Fraud department, this is Eric, can you verify your address for me?",
    "Thanks for holding. | Are you calling about an existing reservation?",
    "Hello, thanks for your patience, I'm Sarah, I'll be helping you today.",
    "Good evening, what name is the account under?",
    "Hi, Jennifer speaking.",
    "Hello there, how are you doing today?",
    "Loans, Patricia.",
    "Good afternoon, which department are you looking for?",
)
"""People who open with a greeting, a name or an offer of help."""

OTHERS = (
    "Billing department, can I get your name?",
    "Disputes.",
    "Sir? | Are you there?",
    "Could I get your date of birth please?",
    "Okay, thanks for waiting, I have your file here in front of me.",
    "All right, I looked into that for you, and the charge was refunded.",
    "Pharmacy, can you hold for a second?",
    "Right, so you wanted to cancel your subscription?",
    "Front office.",
    "Is this about the lost card?",
    "Yeah, go ahead.",
)
"""People who open with something else."""

AGAIN = (
    "Hello?",
    "Are you there?",
    "Hello? | Can you hear me?",
)
"""What people say who get no answer."""

PLEASE_HOLD = (
    "Okay, please hold for a moment.",
    "Let me transfer you to that department. | One moment.",
    "I need to put you on hold while I check.",
)
"""What they say before they put us back on hold."""

MENUS = (
    "Thank you for calling Northwind. | For billing, press one. | For all other questions, press two.",
    "Welcome. | Please listen to the following options. | For orders, press one. | For service, press two.",
)
